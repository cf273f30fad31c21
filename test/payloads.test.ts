// The criterion that says which rows of payload lists are attacks by their syntax, on rows of our own.
import { describe, expect, test } from 'vitest'
import { NO_BREAK, NO_WORDS, NOT_JUDGED, whyNoAttack } from '../scripts/detection/attack.ts'

describe('is an attack by its syntax', () => {
  test.each<[string | null, string]>([
    ['sqli', "x' or 'y'='y"],
    ['sqli', "name'--"],
    ['sqli', '7 union select a from b'],
    ['sqli', "'%20or%20''='"],
    ['sqli', '\\x27 or 1=1'],
    ['sqli', '7; drop table a'],
    ['cmdi', '| uptime'],
    ['cmdi', '%0auptime'],
    ['cmdi', 'report.txt; uptime'],
    ['cmdi', '$(uptime)'],
    ['cmdi', "system('uptime')"],
    ['path', '../a'],
    ['path', '%252e%252e%252fa'],
    ['path', '%c0%ae%c0%ae%c0%afa'],
    ['path', 'a.txt%00.png'],
    ['path', 'php://filter/resource=a'],
    ['ldap', '*)(uid=*'],
    ['nosqli', '{"$gt": ""}'],
    ['xxe', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///a">]>'],
    ['ssi', '<!--#echo var="A" -->'],
    [null, 'http://[::1]/a'],
    [null, '{"a": "b", "c": {"d": "x\' or 1=1 --"}}'],
    [null, '{"__proto__": {"a": 1}} as text'],
  ])('%s: %s', (kind, text) => {
    expect(whyNoAttack(kind, text)).toBeNull()
  })
})

describe('is none', () => {
  test.each<[string | null, string, string]>([
    ['sqli', 'order', NO_BREAK],
    ['sqli', "'", NO_WORDS],
    ['sqli', "7'7", NO_BREAK],
    ['sqli', "select a from b where c = 'd';", NO_BREAK],
    ['cmdi', 'uptime', NO_BREAK],
    ['cmdi', 'ls -l /tmp', NO_BREAK],
    ['cmdi', 'a;b', NO_BREAK],
    ['cmdi', 'sort a.txt | uniq', NO_BREAK],
    ['path', '/var/log/a.log', NO_BREAK],
    ['path', 'C:\\a\\b.ini', NO_BREAK],
    ['path', './a/b', NO_BREAK],
    ['ldap', 'surname', NO_BREAK],
    ['xss', '<script>alert(1)</script>', NOT_JUDGED],
    ['fmt', '%s%n', NOT_JUDGED],
    [null, '{"path": "/srv/a.txt", "mode": "read"}', NO_BREAK],
  ])('%s: %s', (kind, text, why) => {
    expect(whyNoAttack(kind, text)).toBe(why)
  })
})
