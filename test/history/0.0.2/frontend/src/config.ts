function required(name: string, value: string | undefined): string {
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

export const config = {
  apiUrl: import.meta.env.VITE_API_URL,
  tenant: required('VITE_TENANT', import.meta.env.VITE_TENANT),
};
