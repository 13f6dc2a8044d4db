const LOCAL = /^(https?|wss?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[\w./~-]*)?$/;

/** The parts of an address of this machine: `http://localhost:8000/api`; undefined for every other text. */
export function localAddress(
  text: string,
): { readonly scheme: string; readonly port: number; readonly path: string } | undefined {
  const found = LOCAL.exec(text);
  if (found === null) return undefined;
  const [, scheme = 'http', port, path = ''] = found;
  return { scheme, port: Number(port ?? (/s$/.test(scheme) ? 443 : 80)), path };
}

/** The port in an address of this machine. */
export function localPort(text: string): number | undefined {
  return localAddress(text)?.port;
}
