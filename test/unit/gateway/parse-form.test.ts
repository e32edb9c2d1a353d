import { describe, expect, test } from '@jest/globals'
import { parseForm } from '../../../local/gateway/parse-form.ts'

describe('reading a form of a query protocol', () => {
  test.each([
    ['Action=A&Version=1&Name=n', { Name: 'n' }],
    ['Tags.member.1.Key=a&Tags.member.2.Key=b', { Tags: [{ Key: 'a' }, { Key: 'b' }] }],
    ['InstanceId.1=i&InstanceId.2=j', { InstanceId: ['i', 'j'] }],
    ['Attributes.entry.1.key=a&Attributes.entry.1.value=b', { Attributes: { a: 'b' } }],
    ['Filter.1.Name=vpc&Filter.1.Value.1=x', { Filter: [{ Name: 'vpc', Value: ['x'] }] }],
  ])('%s', (form, meant) => {
    expect(parseForm(new URLSearchParams(form))).toEqual(meant)
  })
})
