import shop
from shop import Cart, pricing
from shop.pricing import total as compute

cart = Cart()
cart.add(shop.Item("a"))
compute(cart)
pricing.total(cart)
shop.pricing.discount(cart)
getattr(shop, "checkout")(cart)
