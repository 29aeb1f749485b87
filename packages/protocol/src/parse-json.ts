/** What a text says as JSON; null for a text that is no JSON, which every schema but one of null refuses. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
