import type { Plugin } from 'esbuild'

export function inlineKeys(source: string): string
declare const plugins: Plugin[]
export default plugins
