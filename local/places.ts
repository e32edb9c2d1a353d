import { join } from 'node:path'

/** Top of the repository. */
export const ROOT = join(import.meta.dirname, '..')

/** What can be made again at any time: the emulator's environment, its log. */
export const CACHE = join(ROOT, '.cache')

/** What the emulator and the functions in it printed; of the last start. */
export const EMULATOR_LOG = join(CACHE, 'emulator.log')

/** Where `serverless package` puts the stack. */
export const PACKAGE = join(ROOT, '.serverless')

export const EMULATOR_REQUIREMENTS = join(ROOT, 'local', 'emulator-requirements.txt')
export const EMULATOR_LAUNCHER = join(ROOT, 'local', 'emulator', 'launch.py')

/** Holds the `node` (version 24) that npm installed: Lambda handlers run on it. */
export const NODE_BIN = join(ROOT, 'node_modules', '.bin')
