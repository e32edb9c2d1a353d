import { describe, expect, test } from '@jest/globals'
import { readFile } from 'node:fs/promises'
import { EXPLAINED, explain } from '../../../cli/explain.ts'
import { EXIT_CODES, MEANINGS } from '../../../cli/exit-codes.ts'
import { unreadFile } from '../../../cli/read-text-file.ts'
import * as errors from '../../../shared/errors.ts'

type AnyError = new (message: string, details?: errors.ErrorDetails) => errors.HoldfastError

function isErrorClass(value: unknown): value is AnyError {
  return typeof value === 'function' && value.prototype instanceof errors.HoldfastError
}

const concrete = (Object.values(errors) as readonly unknown[]).filter(isErrorClass)

describe('the explanation of an error', () => {
  test('exists for every error that Holdfast raises, and for no other', () => {
    const names = concrete.map((Type) => new Type('x').name)
    expect(names.toSorted()).toEqual([...EXPLAINED].toSorted())
  })

  test.each([
    ['BlobCorruptError', 'integrity'],
    ['BlobMissingError', 'integrity'],
    ['ManifestInvalidError', 'integrity'],
    ['NotFoundError', 'nothingFound'],
    ['AccessDeniedError', 'refused'],
    ['PreconditionFailedError', 'refused'],
    ['SettingInvalidError', 'usage'],
    ['VaultUnavailableError', 'failed'],
    ['ThrottledError', 'failed'],
  ])('of %s ends with %s', (name, ending) => {
    const Type = concrete.find((candidate) => new candidate('x').name === name)
    expect(Type === undefined ? undefined : explain(new Type('x')).ending).toBe(ending)
  })

  test('says that credentials are missing, however deep the SDK said so', () => {
    const below = Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' })
    const error = new errors.ServiceFaultError('ListObjectsV2 failed', { cause: below })
    expect(explain(error)).toMatchObject({ what: 'No usable AWS credentials were found.', ending: 'usage' })
  })

  test('says what a profile lacks, when the SDK does', () => {
    const message = 'The SSO session associated with this profile has expired'
    const error = Object.assign(new Error(message), { name: 'CredentialsProviderError' })
    expect(explain(error)).toMatchObject({ what: `${message}.`, ending: 'usage' })
  })

  test('says that the region is missing', () => {
    expect(explain(new Error('Region is missing'))).toMatchObject({ what: 'No AWS region is set.' })
  })

  test.each([
    [{}, 'Check the network, the name, and that the zone offers this.'],
    [
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_S3: '' },
      'Calls go where AWS_ENDPOINT_URL says: check that. Check the network, the name, and that the zone offers this.',
    ],
  ])('says what to look at where nobody answered, with %j', (env, advice) => {
    const details = { evidence: { operation: 'GetCallerIdentity', awsError: 'ECONNREFUSED' } }
    expect(explain(new errors.ServiceFaultError('refused', details), env)).toMatchObject({ advice })
    const answered = { evidence: { ...details.evidence, awsError: 'InternalError', status: 500 } }
    expect(explain(new errors.ServiceFaultError('500', answered), env).advice).toContain('what AWS said')
  })

  test('says of a file of a vault that a right is missing to it, and not whose credentials to look at', () => {
    const path = '/backups/latest/orders.json'
    const error = new errors.AccessDeniedError(`Access to ${path} is denied: EACCES`, { evidence: { path } })
    const { what, advice, ending } = explain(error)
    expect({ what, ending }).toEqual({ what: `Access to ${path} is denied: EACCES.`, ending: 'refused' })
    expect(advice).toContain('chmod')
    expect(advice).not.toContain('aws')
  })

  test('says of a disk that is full that it is, not that the address is wrong', () => {
    const full = new errors.VaultUnavailableError('file:///v cannot be used: ENOSPC', {
      evidence: { url: 'file:///v', code: 'ENOSPC' },
    })
    expect(explain(full)).toMatchObject({ advice: 'Make room there, and try again.', ending: 'failed' })
  })

  test.each([
    ['EACCES', 'refused', 'chmod'],
    ['ENOENT', 'usage', 'Check its name'],
  ])('says of a named file that cannot be read (%s) what to do', (code, ending, advice) => {
    const error = explain(unreadFile('plan.yml', Object.assign(new Error(code), { code })))
    expect(error).toMatchObject({ what: `The file plan.yml cannot be read: ${code}.`, ending })
    expect(error.advice).toContain(advice)
  })

  test('calls what nobody foresaw a defect', () => {
    expect(explain(new TypeError('x is not a function')).advice).toContain('defect of Holdfast')
  })
})

describe('the exit codes', () => {
  test('in docs/cli.md are those of the code', async () => {
    const text = await readFile(new URL('../../../docs/cli.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| (\d) +\| (.+?) +\|$/gm)].map(([, code, meaning]) => [
      Number(code),
      meaning,
    ])
    const expected = Object.entries(MEANINGS).map(([ending, meaning]) => [
      EXIT_CODES[ending as keyof typeof EXIT_CODES],
      meaning,
    ])
    expect(rows).toEqual(expected)
  })
})
