// How the counter is manned at a moment, from what the server told last: the tablet
// follows the timetable when the network is away.

const AHEAD = 8 * 86400000; // ms of timetable that the server tells

// viewAt gives the counter as the public sees it at a moment of the server's. A clock
// that stands before the last word is wrong, and what was told then serves on; after
// the end of the timetable nobody is known to be on duty.
export function viewAt(kiosk, now) {
  const told = Date.parse(kiosk.now);
  if (!kiosk.schedule || !kiosk.schedule.length || !isFinite(told) || now < told) { return kiosk.counter; }
  if (now > told + AHEAD) { return Object.assign({}, kiosk.counter, { open: false, on_duty: [] }); }
  const begun = kiosk.schedule.filter((shift) => Date.parse(shift.from) <= now);
  const shift = begun[begun.length - 1] || kiosk.schedule[0];
  const people = shift.on_duty.map((code) => kiosk.people[code]).filter(Boolean);
  return Object.assign({}, kiosk.counter, { open: shift.open, on_duty: people });
}
