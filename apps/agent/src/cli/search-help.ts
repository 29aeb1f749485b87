/** What `rollcall search --help` says about words. */
export const SEARCH_HELP = `
Words are joined: every one of them must fit. They are looked for in captions, titles, keywords, names of files,
cameras, albums and their folders, places and devices; the beginning of a word is enough.

  "two words"            just so, one after the other
  -word                  not this
  June 2019, 2019-06-03, 3 June, summer 2019, last summer, last 10 days, yesterday, christmas 2020, 1990s
  before June 2019, after:2019, since:2019-06, until:2019
  photos, videos, live photos, screenshots, panoramas, raw, edited, favourites, 4 stars
  camera:  album:  keyword:  place:  device:  file:  caption:  type:heic  rating:4+
  is:hidden  is:trashed  is:favourite  is:edited  is:live  is:located
  not synced             what the roll call of this device does not call safe

Seasons are those of the northern half of the earth; winter 2019 begins in December 2019.
Days are those on the clock where a photo was taken. Hidden and trashed photos are found only when asked for.`
