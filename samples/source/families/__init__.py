"""Small portals, one for each family of platforms beside the two large ones."""

from . import (
    ewb,
    gkmlpt,
    hanweb_annual,
    hanweb_jpaas,
    hanweb_xxgk,
    lonsun,
    paged,
    shanghai,
    shapes,
    shell,
    truecms,
    ucap,
    vsb,
)

_MODULES = (
    hanweb_xxgk, hanweb_annual, hanweb_jpaas, truecms, ewb, ucap, lonsun, shanghai, gkmlpt, vsb,
    paged, shell,
)  # fmt: skip
PORTALS = {module.SITE.folder: module for module in (*_MODULES, *shapes.SHAPES)}
