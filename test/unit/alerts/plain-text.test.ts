import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { alertOf } from '../../../shared/alerts/draft.ts'

const SHARED = new URL('../../../shared/', import.meta.url)

/** Whose sentences mails carry. */
const FOLDERS = ['alerts', 'audit', 'retention', 'runs', 'copies', 'activity', 'restore-test']

test('an alert has the plain sign for what typesetting makes of it, and ? for what has none', () => {
  const { subject, text, facts } = alertOf({
    kind: 'audit-finding',
    key: 'audit:roles',
    state: 'begun',
    severity: 'warning',
    at: '2026-11-21T06:10:00.000Z',
    account: '123456789012',
    attributes: {},
    subject: "the vault's bucket",
    lines: ['“one” – ‘two’ …', 'naïve ☃'],
    facts: [['Name', 'it’s']],
    next: [],
  })
  expect(subject).toBe("Holdfast: the vault's bucket")
  expect(text).toBe('"one" - \'two\' ...\nna?ve ?')
  expect(facts).toEqual([{ name: 'Name', value: "it's" }])
})

test.each(FOLDERS)('what shared/%s says has no sign of typesetting', (folder) => {
  const files = readdirSync(new URL(`${folder}/`, SHARED), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && file !== 'draft.ts')
  expect(sources.length).toBeGreaterThan(0)
  const strange = sources.flatMap((file) =>
    readFileSync(new URL(`${folder}/${file}`, SHARED), 'utf8')
      .split('\n')
      .filter((line) => /[‘’“”–…]/.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line)),
  )
  expect(strange).toEqual([])
})
