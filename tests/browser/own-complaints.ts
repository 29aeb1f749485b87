/** A refusal of the server, which browsers put on their console whatever the page makes of it: 400, 401 and so on. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d /

/** Complaints that are the page's own: refusals that a test has brought about are told to the person, and are no fault of the page. */
export function ownComplaints(complaints: readonly string[]): readonly string[] {
  return complaints.filter((each) => !REFUSAL.test(each))
}
