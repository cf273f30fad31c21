// The bounds of what is read out of one text; part of the table in bounds.ts.

export const VIEW_BOUNDS = {
  'view-count': { value: 64, unit: 'count', owner: 'core/text', atLimit: 'As for view-chars.' },
  'view-depth': { value: 6, unit: 'levels', owner: 'core/text', atLimit: 'As for view-chars.' },
  'view-chars': {
    value: 65_536,
    unit: 'count',
    owner: 'core/text',
    atLimit: 'What a text hides is read up to this, or three times its length; beyond, its check is unanswered.',
  },
} as const
