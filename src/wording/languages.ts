// The languages in which messages are read, and which of them somebody wants: by the configuration, by LANG,
// by `Accept-Language`. What a language does not have yet is told in English. Pure.

export const languages = ['en', 'fr'] as const

export type Language = (typeof languages)[number]

/** What `LANG` or `LC_ALL` ask for, such as `fr_FR.UTF-8`; null: nothing that we have. */
export function languageOfLocale(locale: string): Language | null {
  return known(locale.split(/[_.@-]/)[0] ?? '')
}

/** What `Accept-Language` of RFC 9110 asks for, such as `fr-FR, en;q=0.8`; null: nothing that we have. */
export function languageAccepted(header: string): Language | null {
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim())
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2)
      return {
        language: known(tag.split('-')[0] ?? ''),
        quality: quality === undefined ? 1 : Number(quality),
      }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return wanted.find(({ language }) => language !== null)?.language ?? null
}

function known(tag: string): Language | null {
  return languages.find((language) => language === tag.toLowerCase()) ?? null
}
