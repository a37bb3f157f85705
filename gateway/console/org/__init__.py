"""조직·사람: the organisation of any day, its people and posts, and the forms that change them."""
