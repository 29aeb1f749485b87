/** Whether an `Accept-Encoding` (RFC 9110, section 12.5.3) names a coding, such as `br`, without refusing it. `*` is no name. */
export function acceptsCoding(header: string, coding: string): boolean {
  for (const choice of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = choice.split(';').map((part) => part.trim())
    if (name === coding) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  }
  return false
}
