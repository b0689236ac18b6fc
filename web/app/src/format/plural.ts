/** The words of one language for a count; `#` is replaced by the number. */
export type PluralForms = { readonly other: string } & { readonly [form in Exclude<Intl.LDMLPluralRule, "other">]?: string };

/** Chooses the words for a count as the language does. */
export function plurals(locale: string): (forms: PluralForms) => (count: number) => string {
  const rules = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  return (forms) => (count) => (forms[rules.select(count)] ?? forms.other).replace("#", number.format(count));
}
