/**
 * The browser's `fetch` for a caller of the server: with the cookies of this origin only. When there is no answer and the browser knows that
 * it has no network, the failure's cause carries the code `ERR_INTERNET_DISCONNECTED`; otherwise browsers do not tell why there was none.
 */
export async function browserFetch(
  request: Request,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Response> {
  return await fetch(request, { ...options, credentials: 'same-origin' }).catch((cause: unknown) => {
    if (navigator.onLine !== false) throw cause
    const offline = Object.assign(new Error('there is no network'), { code: 'ERR_INTERNET_DISCONNECTED' })
    throw new Error('Cannot send request: there is no network', { cause: offline })
  })
}
