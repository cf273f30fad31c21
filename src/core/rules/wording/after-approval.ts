// Words that announce another behaviour once somebody has agreed.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

export const AFTER_APPROVAL: readonly Phrase[] = [
  phrase(
    ['approved', 'approval', 'reviewed', 'trusted', 'installed'],
    /\b(?:once|after|as soon as|only after|when) (?:\w+ ){0,3}?(?:(?:tool|server|it|this) (?:has been |is |was )?(?:approved|reviewed|trusted|installed)|approval(?: hash)?)\b[^.]{0,100}?\b(?:will (?:begin|start)|begins?|starts?|activates?|executes?|switch(?:es)?|changes? (?:its|the)|exfiltrat\w{1,4}|recorded)\b/g,
  ),
  phrase(
    [
      'during review',
      'under review',
      'while being reviewed',
      'during testing',
      'during the audit',
      'during inspection',
    ],
    /\b(?:benign(?:ly)?|harmless(?:ly)?|normal(?:ly)?|differently|innocent(?:ly)?)\b[^.]{0,40}?\b(?:during|under|while being) (?:the )?(?:review|testing|audit|inspection|reviewed)/g,
  ),
]
