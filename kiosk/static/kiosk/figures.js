// Times, spans and sizes as staff read them.
import { language, t } from "./texts.js";

const MINUTE = 60000; // ms
const MEBIBYTE = 1048576;

function locale() { return language() === "en" ? "en-GB" : "id-ID"; }

// moment gives a day and a time of the tablet's own zone; an ISO text or ms.
export function moment(at) {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

// span gives ms in its largest unit.
export function span(ms) {
  const s = Math.round(Math.abs(ms) / 1000);
  if (s < 60) { return t("kiosk.staff.seconds", { n: s }); }
  if (s < 3600) { return t("kiosk.staff.minutes", { n: Math.round(s / 60) }); }
  if (s < 172800) { return t("kiosk.staff.hours", { n: Math.round(s / 3600) }); }
  return t("kiosk.staff.days", { n: number(Math.round(s / 86400)) });
}

// ago says how long ago a time was, now being another.
export function ago(at, now) {
  return now - at < MINUTE ? t("kiosk.staff.just") : t("kiosk.staff.ago", { span: span(now - at) });
}

export function number(n, digits) { return n.toLocaleString(locale(), { maximumFractionDigits: digits || 0 }); }

export function percent(part) { return number(part * 100) + "%"; }

// size gives bytes in MB.
export function size(bytes) { return number(Math.max(0.1, bytes / MEBIBYTE), bytes < 100 * MEBIBYTE ? 1 : 0); }
