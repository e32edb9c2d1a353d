import { ModernFakeTimers } from '@jest/fake-timers'
import { ModuleMocker } from 'jest-mock'

/**
 * A test file's surroundings are the process itself: Jest's own environment is a second JavaScript in a `vm` context,
 * in which every file loads all modules anew. What a file changes of the process is changed back after it.
 */
export default class PlainNode {
  global = globalThis
  moduleMocker = new ModuleMocker(globalThis)
  #console = globalThis.console
  #variables = { ...process.env }

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis })
  }

  exportConditions() {
    return ['node', 'node-addons']
  }

  getVmContext() {
    return null
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose()
    globalThis.console = this.#console
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name]
    Object.assign(process.env, this.#variables)
  }
}
