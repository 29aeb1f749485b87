/** Which way people read the page: 1 from left to right, -1 from right to left. What lies along a line is measured from where it begins. */
export function readingWay(): 1 | -1 {
  return document.documentElement.dir === 'rtl' ? -1 : 1
}
