import manifest from '../package.json' with { type: 'json' }

/** Version of Holdfast, as its package says. */
export const VERSION: string = manifest.version
