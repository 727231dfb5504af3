// An account number as people and programs are shown it: "FR76…6778", enough to know it and too little to use
// it. The one place where it is shortened. Pure.

export function maskedAccount(text: string): string {
  return text.length <= 8 ? text : `${text.slice(0, 4)}…${text.slice(-4)}`
}
