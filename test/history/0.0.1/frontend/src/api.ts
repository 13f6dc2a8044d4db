import { config } from './config';

export interface Quote {
  sku: string;
  quantity: number;
  net: number;
  gross: number;
}

export async function fetchQuote(sku: string, quantity: number): Promise<Quote> {
  const url = new URL('/orders/quote', config.apiUrl);
  url.search = new URLSearchParams({ sku, quantity: String(quantity) }).toString();
  const response = await fetch(url, { headers: { 'X-Tenant': config.tenant } });
  if (!response.ok) throw new Error(`quote: ${response.status}`);
  return response.json();
}
