// The meaning of an answer for the rating sent.

// Statuses that are final with any body. Another 4xx is final only as a problem with a
// code, which neither a proxy nor the login page of a network sends.
const LAST_WORD = [400, 409, 410, 413, 415, 422];
const AGAIN = [408, 425, 429];

// verdictOf returns "done", "refused" (finally), "device" (the key is refused) or "again".
// Only an answer with the rating's id is done: the page of a public network also answers
// 200.
export function verdictOf(answer, id) {
  const { status, body, code } = answer;
  if (status === 200 || status === 201) { return body && body.id === id ? "done" : "again"; }
  if (status === 401) { return "device"; }
  if (AGAIN.includes(status) || status < 400 || status >= 500) { return "again"; }
  return code || LAST_WORD.includes(status) ? "refused" : "again";
}

// serverAway reports whether a status is no fault of the rating: other requests would fail too.
export function serverAway(status) {
  return [429, 502, 503, 504].includes(status);
}

// aboutOfficer reports whether a refusal concerns the officer of the rating: the duties
// have changed since the tablet's last update.
export function aboutOfficer(answer) {
  const fields = (answer.body && answer.body.fields) || [];
  return answer.code === "officer_unknown" || fields.some((f) => f.field === "officer");
}
