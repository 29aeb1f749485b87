/** Whether an `If-None-Match` (RFC 9110, section 13.1.2) names this tag, which is in quotes. */
export function listsTag(header: string | null, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
