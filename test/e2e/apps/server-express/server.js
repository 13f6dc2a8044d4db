const express = require('express');
const app = express();
app.set('view engine', 'ejs');
app.get('/', (req, res) => res.render('home', { name: process.env.SHOP_NAME ?? 'plain shop' }));
app.listen(3000, () => console.log('listening'));
