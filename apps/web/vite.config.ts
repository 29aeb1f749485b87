import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressBundle } from './build/compress-bundle.ts'
import { listPrecache } from './build/list-precache.ts'
import { orderLayers } from './build/order-layers.ts'

// The one app that is built. Every file is named by its content but the page, the manifest and the service worker, and nothing is
// inlined: the server's content security policy takes no inline script, style or font.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), orderLayers(), listPrecache(), compressBundle()],
  worker: { format: 'es' },
  build: {
    outDir: join(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    // The first that know light-dark(): a part of the page can be dark by itself.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        page: join(import.meta.dirname, 'index.html'),
        'service-worker': join(import.meta.dirname, 'src/service-worker/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
})
