module github.com/amplify-recipes/amplify-recipes/bootstrap

go 1.21
