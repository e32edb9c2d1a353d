_REGIONS = {"IE": "eu-west-1", "DE": "eu-central-1", "US": "us-east-1", "JP": "ap-northeast-1"}


def region_of(country):
    """The region that serves a country; Ireland serves the rest."""
    return _REGIONS.get(country, _REGIONS["IE"])
