// The officers on duty at a time, from the server's last state: an offline tablet follows
// the timetable.

const AHEAD = 8 * 86400000; // ms of timetable in the server's state

// viewAt returns the public view of the counter at a server time. A time before the last
// state comes from a wrong clock, so that state applies. After the end of the timetable, no
// officer is on duty.
export function viewAt(kiosk, now) {
  const asOf = Date.parse(kiosk.now);
  if (!kiosk.schedule || !kiosk.schedule.length || !isFinite(asOf) || now < asOf) { return kiosk.counter; }
  if (now > asOf + AHEAD) { return Object.assign({}, kiosk.counter, { open: false, on_duty: [], closed: null }); }
  const begun = kiosk.schedule.filter((shift) => Date.parse(shift.from) <= now);
  const shift = begun[begun.length - 1] || kiosk.schedule[0];
  const people = shift.on_duty.map((code) => kiosk.people[code]).filter(Boolean);
  return Object.assign({}, kiosk.counter, { open: shift.open, on_duty: people, closed: shift.closed || null });
}
