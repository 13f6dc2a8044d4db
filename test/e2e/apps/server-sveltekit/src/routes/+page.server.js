import ms from 'ms';
import { env } from '$env/dynamic/private';
export const load = () => ({ text: `open for ${ms(60000, { long: true })} at ${env.SHOP_NAME ?? 'nobody'}` });
