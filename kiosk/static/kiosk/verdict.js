// What an answer means for a rating that was handed in.

// Statuses that are the server's last word whoever writes the body; of the other 4xx
// only a problem with a code is ours, and not a network's log-in page or a proxy.
const LAST_WORD = [400, 409, 410, 413, 415, 422];
const AGAIN = [408, 425, 429];

// verdictOf gives "done", "refused" (for good), "device" (the key is not taken) or
// "again". Done is only what names the rating: a page of a public network also
// answers 200.
export function verdictOf(answer, id) {
  const { status, body, code } = answer;
  if (status === 200 || status === 201) { return body && body.id === id ? "done" : "again"; }
  if (status === 401) { return "device"; }
  if (AGAIN.includes(status) || status < 400 || status >= 500) { return "again"; }
  return code || LAST_WORD.includes(status) ? "refused" : "again";
}

// serverAway says that others would fare no better.
export function serverAway(status) {
  return [429, 502, 503, 504].includes(status);
}

// aboutOfficer says that the named officer is what a refusal is about: the duties
// have changed since the tablet looked.
export function aboutOfficer(answer) {
  const fields = (answer.body && answer.body.fields) || [];
  return answer.code === "officer_unknown" || fields.some((f) => f.field === "officer");
}
