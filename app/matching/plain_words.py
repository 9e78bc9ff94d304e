"""Ordinary English words that say nothing of a topic, so that no match rests on them."""

from whoosh.lang.stopwords import stoplists

from app.search.words import tokens

# Quantities, modal and everyday verbs, adverbs and connecting words, from general knowledge of English.
_MORE = """
able above across actually ago almost alone along already also although always among another anybody anyone
anything anyway anywhere apart around aside ask asked away back become began behind best better beyond big bit
bring brought call called came cannot cant come comes could couple didnt different doesnt done dont early either
else enough entire especially even ever every everybody everyone everything everywhere exactly except far fewer
find first five former forward four found full gave get gets getting give given gives giving go goes going gone
good got great had half happen hard hardly hence high however hundred idea indeed inside instead keep keeps kept
kind knew know known knows large last late later least leave left less let like likely little long longer look
looked looking lot lots made main mainly make makes making many may maybe mean means might million mine moment
mostly move much must near nearly need needed needs neither never new next nine nobody none nothing nowhere odd
often old one ones onto open others otherwise outside part parts past per perhaps place possible put quickly quite
rather ready real really right round run said saw say says second see seem seen sent set seven several shall short
show shown simply since six small somebody someone something sometimes somewhere soon sort still take taken takes
taking tell ten therefore thing things think third though thought thousand three throughout thus time times
together told took toward towards tried try trying turn twelve twenty twice two unless unlike upon us use used
useful using usually various via want wanted wants way ways well went whatever whenever wherever whether whole
whose wide within without wont word work worked working works worth would year years yes yet
"""
PLAIN = frozenset(tokens(" ".join([_MORE, *stoplists["en"]])))
