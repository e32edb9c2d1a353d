import { money } from 'money-format'

const row = ({ text, quantity, price }) => `<tr><td>${text}</td><td>${quantity}</td><td>${money(price)}</td></tr>`

export async function handler({ number, lines }) {
  const total = lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0)
  return `<h1>Invoice ${number}</h1><table>${lines.map(row).join('')}</table><p>${money(total)}</p>`
}
