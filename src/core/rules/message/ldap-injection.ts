import { phrase, type Phrase } from '../../text/match/phrase.ts'
import { BARE, of, worded } from '../argument/judged.ts'
import { CODE, PAREN } from '../argument/marks.ts'
import type { Rule } from '../rule.ts'
import { calling, HONEST_CALLS } from './sample.ts'
import type { MessageSubject } from './subject.ts'

/** A filter that is closed and goes on (RFC 4515): `*)(uid=*`, `)(|(cn=*`. */
const FILTERS: readonly Phrase[] = [
  phrase(
    ['*)(', '*))(', '*) (', ')(|', ')(&', ')(!', '*(|(', '*(&(', ')((|'],
    /\*\){1,4} ?\(+ ?[\w|&!]|\) ?\(+ ?[|&!](?=[(\s]|$)|\* ?\([|&] ?\(|\*\){1,4}\(\(\|/g,
  ),
  phrase(['(|(', '(&('], /\([|&] ?\( ?[a-z][\w-]{0,40} ?[~<>]?= ?\*/g),
  phrase(
    [')(cn=', ')(uid=', ')(mail=', ')(objectclass=', ')(userpassword=', ')(sn='],
    /\)\((?:cn|uid|mail|objectclass|userpassword|sn)=/g,
  ),
]

export const ldapInjection: Rule<MessageSubject> = {
  id: 'ldap-injection',
  severity: 'medium',
  confidence: 'medium',
  tier: 'review',
  summary: 'An argument would change the filter of LDAP that a careless server pastes it into',
  fix: 'Look at where this value comes from. A server must escape values in filters.',
  references: ['MCP05', 'SAFE-T1101', 'CoSAI T3'],
  bad: () => [
    calling({ user: '*)(uid=*' }),
    calling({ user: 'reed)(|(password=*' }),
    calling({ user: '*(|(objectclass=*))' }),
    calling({ user: 'reed*)((|userPassword=*)' }),
  ],
  good: () => [
    calling({ name: 'section 501(c)(3)' }),
    calling({ name: 'f(x)(y)' }),
    calling({ pattern: '(a|b)*(c|d)' }),
    calling({ filter: '(&(objectClass=user)(|(cn=*)(uid=*)))' }),
    ...HONEST_CALLS,
  ],
  phrases: FILTERS,
  needs: PAREN | CODE,
  check: ({ values }, seek) => worded(of(values, BARE, PAREN | CODE), FILTERS, seek, 'it closes a filter and goes on'),
}
