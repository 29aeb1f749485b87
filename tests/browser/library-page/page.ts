import { connectLibrary } from '@rollcall/web'

/*
 * A page with nothing on it but the library of its browser, for tests that ask it in the browser.
 */

Object.assign(globalThis, { library: connectLibrary() })
