"""The words by which English promises are told from what merely looks like one.

Each list is a concept: words divided by blanks, `_` for a blank within one, and patterns
where a word has several forms.
"""

from __future__ import annotations

# People of ours; whoever is called "the <one of these>" acts for us.
STAFF = (
    "team warehouse workshop colleagues? managers? supervisors? technicians? tech techie engineers? specialists? packers? department accounts accounting"
    " bookkeep\\w+ finance logistics dispatch(?:ers)? office staff lead lab experts? repair_shop fulfil?ment_cent(?:re|er) stockroom returns_(?:desk|team) desk support"
    " customer_(?:service|care) billing quality crew product_(?:team|people) buyers? designers? developers? devs? people guys? chaps? shift depot assistant boss head_of_\\w+ agents?"
    " side carpenters? joiners? electricians? painters? printers? upholster(?:ers?|y) tailors? seamstress(?:es)? mechanics? fitters? craftsm[ae]n welders? boilermakers? repairers? owner"
    " head_office goods-in inspectors? stringers? engravers? workers? officers? planners? branch rep reps shop bench bookbinders? restorers? glaziers? potters? cutters? polishers? tuners?"
    " luthiers? jewell?ers? weavers? dyers? plumbers? foremen foreman storeman storemen clerks? paymasters? controllers? instructors? translators? photographers? chemists? chefs?"
    " shipping_(?:team|desk) print_room line floor studio kitchen bakery lawyers? legal cashiers? pickers? loaders? drivers?(?=\\W+of_ours) trainers? consultants? director chief partner_workshop"
)
# Who acts and is none of us.
THIRD_NAMES = (
    "UPS An_Post USPS FedEx DHL DPD GLS Hermes Evri Royal_Mail Canada_Post Australia_Post Aus_?Post StarTrack OnTrac Purolator Yodel TNT Parcelforce Amazon PayPal eBay Visa Mastercard Klarna"
    " Stripe Apple Etsy Walmart Toll Sendle Afterpay Affirm Amex"
)
THIRD_NOUNS = (
    "carriers? couriers? driver drivers post_office postman mail_?man postie bank banks card_(?:issuer|company|provider) credit_card_company customs"
    " delivery_(?:service|company|partner|driver|depot|people|firm) shipping_(?:company|partner|line) logistics_(?:company|partner|provider) freight_(?:company|partner|forwarder|line) forwarder haulier supplier suppliers"
    " factory(?!_boss) manufacturer maker(?!_space) mill vendor vendors marketplace platform payment_(?:provider|service) insurer insurers insurance(?:_company)? neighbou?rs? police authorit\\w+"
    " hub sorting_cent(?:re|er) mail_service postal_service tracking(?:_page)?(?!_number) issuer airline broker(?!age) local_depot port union plater foundry landlord"
)
# What people of ours do, in their plain form.
DOING = (
    "send ship dispatch post mail e-?mail write call ring phone text reply respond answer get_back come_back get refund repay return credit replace exchange swap repair fix mend"
    " check test inspect examine look review investigate confirm update inform notify tell let give make prepare pack print issue process book cancel change forward pass hand file open"
    " raise escalate order transfer pay provide deliver bring follow contact reach arrange organi[sz]e finish complete resolve sort handle deal do start begin go put take have chase"
    " measure translate upload attach share submit release reimburse speak talk ask clear clarify set try plan intend aim mean promise guarantee undertake commit pledge see move hear"
    " find dig report drop fetch collect produce sew cut engrave paint quote supply lodge circle pop rebook box bag wrap build hop untangle grab reset swing verify photograph glue"
)
DONE = (
    "(?:re-?)?(?:sent shipped dispatched despatched posted mailed e-?mailed written called rung phoned answered refunded repaid credited replaced exchanged swapped repaired fixed mended"
    " checked tested inspected examined reviewed investigated confirmed updated informed notified told given made prepared packed packaged wrapped printed issued processed booked"
    " cancel?led changed forwarded passed handed filed opened raised escalated ordered transferred paid provided contacted arranged organi[sz]ed finished completed resolved sorted"
    " handled dealt done started put chased measured translated uploaded attached shared submitted released reimbursed cleared clarified set moved corrected activated generated created"
    " reserved stocked scheduled looked taken restored restarted produced supplied quoted returned reversed wired rebuilt cleaned picked boxed bagged labell?ed waived removed added"
    " adjusted amended engraved sewn painted unlocked initiated triggered cut lodged decided polished stitched)"
)
# What our messages bring.
NEWS = (
    "reply answer response update news word e-?mail message confirmation label refund credit invoice tracking offer quote quotation decision verdict result findings information info"
    " details code voucher form link instructions manual photos? pictures? video documents? copy receipt statement report feedback call call-?back solution explanation status outcome"
    " files? drawings? date plan proposal note letter certificate pdf number apology position"
)
# What things do by themselves, or with whoever uses them.
THINGS_DO = (
    "charges? heats? lasts? takes? needs? runs?(?!_(?:it|the|them|your)) works? dries dry cures? sets germinates? expires? ends? begins?(?!_work) opens?(?!_(?:your|the|it|a)) closes?(?!_(?:your|the|it|this)) stays? stands?"
    " keeps? holds? burns? glows? blinks? beeps? rings(?!_(?:you|your|the|back|me)) switches(?!_(?:it|the|your)) turns(?!_(?:it|the|your)) shuts? cools? warms? grows? blooms? ripens? wakes? sleeps? weighs? covers? applies apply"
    " contains? consists? drops? pulls? fills? fades? freezes? melts? arrives? lands?(?!_in_your_inbox) docks? resets? reboots? starts(?!_(?:on|your|the|work)) appears? shows?(?!_you) posts(?=_to) clears?(?!_(?:it|the|your)) settles"
    " goes_(?:dark|off|on_sale|red|green) comes?_back_in shrinks? stretches matures? improves? happens? means? seems? looks? feels? depends? costs? equals? allows? requires? delivers collects opens"
)
# How somebody is, or a shop, who is there or not; after "is" and its like.
STATES = (
    "open closed shut staffed available reachable away off on_(?:holiday|leave|vacation|duty|break) out(?=_?(?:\\W|\\x00|of_(?:the_)?office|until|till|on|this|all|$)) offline in_(?:today|tomorrow|until|on|next) swamped short-?staffed thin"
    " stuck busy behind up_and_running waiting free asleep there back(?!_(?:with|to|on_your|at_(?:my|his|her|their)_desk_and))"
)
HOURS = (
    "opening_hours office_hours our_hours business_hours stocktaking out_of_office down_for under_maintenance just_me bank_holiday weekend_team night_shift_here lines_are phones_are"
    " hours: (?:office|shop|store|warehouse|showroom|depot|line|lines|hotline|chat|phones|doors|counter|gate)_(?:re-?)?opens? newsletter reckon we_(?:re-?)?(?:open|close)(?=\\W) doors_open"
)
# Until when something may be used or had.
VALIDITY = (
    "valid warranty expir\\w+ offer_(?:is|ends|runs|price|stands|good|closes) offer(?=_(?:is|ends|runs)) sale promo(?:tion)? coupon discount good_(?:for|until|till|through) runs?_(?:until|till|through|to)_\\x00"
    " window deadline cut-?off return_period trial grace_period prices?_(?:end|run|hold|go_up) (?:offer|sale)_prices? (?:price|offer)_stands works_through closes?_on"
)
# As it always is.
HABIT = (
    "usually normally generally always automatically typically as_a_rule in_general on_average routinely whenever every(?!_(?:one|body|thing|single_one)) each policy rule(?!s_out) rules terms standard(?=_(?:is|time|procedure))"
    " all_(?:orders|requests|messages|returns|e-?mails|refunds|enquiries|parcels|sizes|cancellations|complaints|claims|bookings|applications) (?:orders|returns|refunds|requests|messages|e-?mails|enquiries|replies|replacements|claims|tickets)_(?:are|get|ship|leave|go|placed|received|that|will|show|reach|appear|arrive|come|may|take)"
    " we_don't we_do_not on_(?:mon|tues|wednes|thurs|fri|satur|sun)days weekdays weekends (?:refund|return|support|warranty)_requests_(?:are|get|take) members customers same-day_dispatch ground express_shipping nobody no_one none"
)
# In doubt, hoped for, thought of.
MAYBE = (
    "would could might maybe perhaps hopefully hope hoping wish suggest propose recommend rather if_only had_(?:you|we|I|the|it|they|he|she|our)\\b possibly probably should_(?:be_(?:with|there|at|back)|arrive|reach|come|take)"
    " (?:I|we)_offer I'd we'd you'd it'd he'd she'd they'd unable cannot can't won't wouldn't couldn't impossible no_way never no_longer nothing(?!_(?:for_you|to_do|else)) no_guarantee without_guarantee out_of_the_question unlikely should_have_(?:been|come|gone|sent|shipped|written|called|told|left|had|\\w+ed)\\b supposed meant_to"
    " not_sure not_possible isn't aren't doesn't don't didn't wasn't weren't hasn't haven't hadn't shouldn't see_how (?:shall|will)_see we'll_see it_is_possible it's_possible with_a_bit_of_luck can't_be"
)
# How one bids the buyer do something.
BID = (
    "send shoot snap return reply(?!_(?:due|from|by|to_you)) respond confirm let_(?:us|me)_know let_us_have tell choose upload share attach give_(?!us|me|our) fill pick_(?!up_is) click drop keep leave(?!_(?:it|this|that)_(?:with|to)_me) hold_(?:on|off) hang_on wait try use"
    " stop check(?!ing) contact get_in_touch reach_out bring(?!ing) charge do_(?:us|not|n't) don't make_sure remember sing_out say ask look(?=_(?:out|for|in_your)) put take pay order note forward accept enjoy"
    " feel_free consider(?!_it) have_a have_(?:it|them|your) be_sure switch turn unplug plug open close soak apply add remove press store wash wear read see_if write_to_us call_us e-?mail_us message_us mail_us"
)
