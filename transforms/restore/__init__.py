"""Case, punctuation and sentence ends for text that lost them, with the way back to every character.

`readable` is the way in; `restorer` is the trained model (weights and model card in seeds/restorer).
"""
