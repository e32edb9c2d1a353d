// The order of the tests: as Jest would have it, but those that look at what all others did come last.
import DefaultSequencer from '@jest/test-sequencer'

const LAST = ['/test/wiring/permissions.emulator.test.ts', '/test/flows/secrets.emulator.test.ts']

const place = ({ path }) => LAST.findIndex((end) => path.endsWith(end))

export default class Sequencer extends DefaultSequencer {
  async sort(tests) {
    const sorted = await super.sort(tests)
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
