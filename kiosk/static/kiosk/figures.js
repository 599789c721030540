// Formats times, durations and sizes for staff.
import { language, t } from "./texts.js";

const MINUTE = 60000; // ms
const MEBIBYTE = 1048576;

function locale() { return language() === "en" ? "en-GB" : "id-ID"; }

// moment formats a date and time in the tablet's time zone; at is ISO text or ms.
export function moment(at) {
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

// span formats ms in the largest unit.
export function span(ms) {
  const s = Math.round(Math.abs(ms) / 1000);
  if (s < 60) { return t("kiosk.staff.seconds", { n: s }); }
  if (s < 3600) { return t("kiosk.staff.minutes", { n: Math.round(s / 60) }); }
  if (s < 172800) { return t("kiosk.staff.hours", { n: Math.round(s / 3600) }); }
  return t("kiosk.staff.days", { n: number(Math.round(s / 86400)) });
}

// ago formats the time between at and now.
export function ago(at, now) {
  return now - at < MINUTE ? t("kiosk.staff.just") : t("kiosk.staff.ago", { span: span(now - at) });
}

export function number(n, digits) { return n.toLocaleString(locale(), { maximumFractionDigits: digits || 0 }); }

export function percent(part) { return number(part * 100) + "%"; }

// size formats bytes in MB.
export function size(bytes) { return number(Math.max(0.1, bytes / MEBIBYTE), bytes < 100 * MEBIBYTE ? 1 : 0); }
