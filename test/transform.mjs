// Jest's door to TypeScript: esbuild strips the types, nothing else; the compiler checks them in `npm run types`.
import { createHash } from 'node:crypto'
import { transformSync, version } from 'esbuild'

const options = { loader: 'ts', format: 'esm', target: 'node24', sourcemap: 'inline' }

export default {
  process(source, path) {
    return transformSync(source, { ...options, sourcefile: path })
  },
  getCacheKey(source, path) {
    return createHash('sha256')
      .update(version)
      .update(JSON.stringify(options))
      .update(path)
      .update(source)
      .digest('hex')
  },
}
