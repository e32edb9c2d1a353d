import type { Plugin } from 'esbuild'

export function inlineKeys(source: string): string
export function writtenOut(
  found: { readonly folder: string; readonly list: string; readonly member: string },
  files: readonly string[],
): string
declare const plugins: Plugin[]
export default plugins
