from shop.till import pay
