from setuptools import find_packages, setup

setup(name="shop", version="1.2.3", packages=find_packages(), install_requires=open("needs.txt").read().split())
