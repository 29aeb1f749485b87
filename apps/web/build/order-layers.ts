import type { Plugin } from 'vite'

/** The order of the layers, as `look/tokens.css` has it. */
const ORDER = '@layer reset, tokens, base, parts, pages;'

/**
 * Says the order of the layers at the top of every stylesheet of the bundle: browsers take the order in which they first hear of them, and
 * which of the stylesheets that a page needs comes first is not for us to say.
 */
export function orderLayers(): Plugin {
  return {
    name: 'rollcall-order-layers',
    apply: 'build',
    generateBundle: (_, bundle) => {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue
        file.source = `${ORDER}${typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source)}`
      }
    },
  }
}
