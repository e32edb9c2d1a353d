import { describe, expect, test } from '@jest/globals'
import { endAtSignals } from '../../../cli/interruption.ts'

function fakeProcess() {
  const listeners = new Map<string, () => void>()
  const exits: number[] = []
  return {
    on: (signal: string, listener: () => void) => listeners.set(signal, listener),
    exit: (code: number) => void exits.push(code),
    send: (signal: string) => listeners.get(signal)?.(),
    exits,
  }
}

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s ends the process with %d', (signal, code) => {
    const process = fakeProcess()
    endAtSignals(process)
    process.send(signal)
    expect(process.exits).toEqual([code])
  })

  test('only asks a command that claimed it to stop; the second ends the process', () => {
    const process = fakeProcess()
    const stop = endAtSignals(process).claim()
    expect(stop.aborted).toBe(false)
    process.send('SIGINT')
    expect([stop.aborted, process.exits]).toEqual([true, []])
    process.send('SIGTERM')
    expect(process.exits).toEqual([143])
  })
})
