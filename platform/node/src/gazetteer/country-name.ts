/** Languages in which the countries of the world are found, besides their own. */
const LANGUAGES =
  'de fr es it pt nl sv nb da fi is pl cs sk hu ro bg hr sr sl uk ru el tr ar he fa hi bn th vi id ko ja zh'.split(
    ' ',
  )

/** What a country is called, in English and in other languages, by its ISO 3166-1 code of two letters. */
export function countryName(code: string): { readonly name: string; readonly otherNames: readonly string[] } {
  const own = new Intl.Locale(`und-${code}`).maximize().language
  const [name = code, ...others] = ['en', own, ...LANGUAGES].map(
    (language) => new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code,
  )
  return { name, otherNames: [...new Set(others)].filter((other) => other !== name) }
}
