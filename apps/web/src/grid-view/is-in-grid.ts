/** Whether an element, such as the one with the browser's focus, is a grid of photos or in one. */
export function isInGrid(element: Element | null): boolean {
  return element !== null && element.closest('[role=grid]') !== null
}
