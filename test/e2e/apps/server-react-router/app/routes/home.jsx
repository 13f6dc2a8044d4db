export const loader = () => ({ name: 'router shop' });
export default function Home({ loaderData }) { return <h1>welcome to {loaderData.name}</h1>; }
