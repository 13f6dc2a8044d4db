export const dynamic = 'force-dynamic';
export default function Page() { return <main>shop of {process.env.SHOP_NAME ?? 'nobody'}, {process.env.NEXT_PUBLIC_TITLE ?? 'untitled'}</main>; }
