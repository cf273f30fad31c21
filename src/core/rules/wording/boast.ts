// Praise of a tool by itself, so that a model prefers it. Measured against catalogues of real servers: they hardly do that.
import { phrase, type Phrase } from '../../text/match/phrase.ts'

export const BOAST: readonly Phrase[] = [
  phrase(
    ["world's", "industry's", "market's"],
    /\b(?:world|industry|market)'s (?:best|leading|most|top|number one)\b/g,
  ),
  phrase(
    ['best ', 'most reliable', 'most advanced', 'most powerful', 'ultimate ', 'premium ', 'superior ', 'top-rated'],
    /\b(?:(?:this is |is )?the (?:very )?best|most reliable|most advanced|most powerful|ultimate|superior|premium|top-rated)(?: \w{1,30}){0,4} (?:tool|version|solution)\b/g,
  ),
  phrase(
    ['trusted by', 'used by', 'recommended by', 'preferred by', 'endorsed by', 'certified by'],
    /\b(?:trusted|used|recommended|preferred|endorsed|certified) by (?:\d+ ?%|over \d|most \w+ (?:experts|professionals)|all |top |leading |industry |tech |financial |travel |web |data |experts?|professionals?|fortune|millions|thousands|institutional|security (?:experts|professionals))/g,
  ),
  phrase(['award-winning', 'award winning'], /\baward[- ]winning\b/g),
  phrase(['99', '100'], /\b(?:99|100)(?:\.\d{1,3})? ?% (?:accura|reliab|success|guarante)/g),
  phrase(['industry-leading', 'industry leading'], /\bindustry[- ]leading\b/g),
  phrase(
    ['unmatched', 'unparalleled', 'unrivaled', 'unrivalled', 'world-class', 'flawless'],
    /\b(?:unmatched|unparalleled|unrivall?ed|world-class|flawless)\b/g,
  ),
  phrase(['fortune 500'], /\bfortune 500\b/g),
  phrase(
    ['superior', 'cutting-edge', 'ai-optimized', 'enhanced'],
    /\b(?:superior (?:accuracy|performance|reliability|quality)|cutting-edge technology|ai-optimized|enhanced features and superior)\b/g,
  ),
  phrase(
    ['better than', 'faster than', 'safer than'],
    /\b(?:better|faster|safer) than (?:any|all|every|the (?:original|standard)) (?:other )?(?:tool|version|function|server)/g,
  ),
]
